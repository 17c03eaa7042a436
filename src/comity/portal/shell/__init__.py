"""What every page shares: its frame, its one style sheet, how a problem is told, headers, downloads.

Templates extend `frame.html`; what a page needs to know of where it stands (`nav`, `banner`) comes from `context`. Colours,
sizes and spaces are the tokens at the top of `static/portal/portal.css`; a room brings no style sheet of its own.
"""
