from helpers.data import package


def test_every_table_reads_with_its_place_in_the_file():
    folder = package.paths.raw_folder()
    for entry in package.descriptor()["resources"]:
        if entry.get("format") != "csv":
            continue
        frame = package.read(entry["name"])
        lines = (folder / entry["path"]).read_text(encoding="utf-8").splitlines()
        assert len(frame) == len(lines) - 1, "a record over several lines would shift every place after it"
        first = str(frame.iloc[-1, 0])
        assert lines[int(frame.row.iloc[-1].split(":")[1]) - 1].startswith(first)


def test_blank_is_missing_and_a_reader_cannot_change_the_next_ones_frame():
    claims = package.read("claims")
    assert claims.value.isna().any()
    claims["value"] = 0
    assert package.read("claims").value.isna().any()
