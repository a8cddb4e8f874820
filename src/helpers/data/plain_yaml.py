"""YAML as plain data: no objects of Python, and no aliases, with which a few lines could stand for
billions.
"""

import yaml

LONGEST = 100_000  # characters: what is read within seconds


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="an alias (*)", problem_mark=self.peek_event().start_mark
            )
        return super().compose_node(parent, index)


def load(text: str) -> tuple[object, yaml.Node | None]:
    """The content of a document, and its nodes, which know their lines; None and None for an empty
    one.

    Raises yaml.YAMLError for what is not plain YAML or longer than `LONGEST`; PyYAML also raises
    ValueError, TypeError, AttributeError and RecursionError.
    """
    if len(text) > LONGEST:
        raise yaml.YAMLError(f"{len(text)} characters, more than {LONGEST}")
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return (None if node is None else loader.construct_document(node)), node
    finally:
        loader.dispose()
