"""Who is who: programmes, organisations, people and their seats; and the only gates to what belongs to them.

A *seat* is what one person may do for one organisation in one programme; a company that is member and supplier has
participations and seats of both kinds. Every page passes a gate (`gates.admits`) that turns a request into an `Actor`; every
table of a tenant is asked through `objects.within(actor.scope)`, and asked in any other way it fails.

Laws: a query without a scope fails, in tests and in production; who has no seat learns not even that a thing exists (*not found*);
a scope is made by a gate, or by a job of what a gate let in.
"""
