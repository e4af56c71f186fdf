"""Open Referral's Human Services Data Specification (HSDS) 3.1: services, where they are, when they are open.

`tables` says once what each table holds; reading, checking, writing and the JSON schemas all follow it.
"""
