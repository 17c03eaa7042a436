"""A member's audit protocol, compared with the common criteria by its own people and, independently, by a benchmark reviewer.

What the file says, what people decide and what follows are matters of `comity.benchmark`; here it is kept, shown and handed on.
Laws: the wording is the member's and its reviewer's alone, and a draft is the member's; the Secretariat sees outcome and numbers;
nothing of the log is ever changed or taken away while the case counts; an equivalent case is the member's benchmark at once.
"""
