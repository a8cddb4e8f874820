// Without scripts the code is shown; with them it is folded behind one button.
const page = document.documentElement;
page.classList.add("code-folded");
document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("code");
  button.hidden = false;
  button.addEventListener("click", () => {
    const folded = page.classList.toggle("code-folded");
    button.setAttribute("aria-pressed", String(!folded));
  });
});
