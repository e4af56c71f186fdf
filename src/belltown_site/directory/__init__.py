"""The directory: services near a person, who they are for, whether they are open and have room, and how sure that is.

No participant is anywhere in it. What was imported is kept whole; what people here found out is kept beside it.
"""
