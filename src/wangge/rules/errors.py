"""How does a rule or a service say no?"""


class Refused(Exception):
    """A refusal with a stable code and the facts that its sentence needs.

    The sentence and the remedy, in both languages, stand in the `refusals.toml`
    of the package that owns the code. `facts` name the field or row concerned.
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = " ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} {told}".strip()
