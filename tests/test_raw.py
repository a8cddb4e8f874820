from helpers import raw


def test_every_table_reads_with_its_place_in_the_file():
    folder = raw.paths.raw_folder()
    for entry in raw.descriptor()["resources"]:
        if entry.get("format") != "csv":
            continue
        frame = raw.read(entry["name"])
        lines = (folder / entry["path"]).read_text(encoding="utf-8").splitlines()
        assert len(frame) == len(lines) - 1, "a record over several lines would shift every place after it"
        first = str(frame.iloc[-1, 0])
        assert lines[int(frame.row.iloc[-1].split(":")[1]) - 1].startswith(first)


def test_blank_is_missing_and_a_reader_cannot_change_the_next_ones_frame():
    claims = raw.read("claims")
    assert claims.value.isna().any()
    claims["value"] = 0
    assert raw.read("claims").value.isna().any()
