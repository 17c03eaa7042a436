"""What becomes of an assembled round: counsel looks at the evidence and signs, the Secretariat publishes, members read.

Two people are needed, and two roles: who publishes is never who signed (four eyes). What is signed is the digest of the assembly's
manifest, so that nothing can be exchanged between the signature and the list. Members see a list only while they have
standing in its round, asked at every page; publishing before its day is refused.
"""
