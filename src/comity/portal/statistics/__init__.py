"""What the programme achieved, in figures that expose no member.

Every figure passes `comity.survey`'s disclosure control: at least five contributors stand behind it, none of them with more than a quarter
of a sum; companies of one group are one contributor. Figures are of published rounds and of half-years that are over, which do not change
any more, so that nothing can be had by subtracting yesterday's page from today's.
"""
