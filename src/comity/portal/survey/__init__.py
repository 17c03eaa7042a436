"""The yearly survey among its members: opened, answered by several colleagues at once, signed off, closed, published.

What is asked, what an answer means, which step may follow which and what may be shown of all is decided downstairs (`comity.survey`);
here it is kept. `Survey` is a year's campaign, `Response` one member's part in it, `Words` everything that anybody wrote.

Laws: a word once written is never written over; two colleagues who wrote different things are both shown; figures are made of what was
signed off and of nothing else; the Secretariat sees who has answered, and an answer only where the member shares it.
"""
