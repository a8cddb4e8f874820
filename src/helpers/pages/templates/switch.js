// A switch of the language leads to the same section, by its place among the headings, which stand in
// the same order in every language. Without scripts it leads to the top of the page.
const headings = () => [...document.querySelectorAll("main :is(h2, h3)[id]")];
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.language");
  const above = headings().filter((h) => h.getBoundingClientRect().top < innerHeight / 3);
  if (link && scrollY) link.hash = `heading-${above.length}`;
});
addEventListener("load", () => {
  const place = location.hash.match(/^#heading-(\d+)$/);
  if (place) headings()[place[1] - 1]?.scrollIntoView();
});
