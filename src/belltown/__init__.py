"""Belltown: the rules and the science of police-assisted diversion. Knows nothing of any web site."""
