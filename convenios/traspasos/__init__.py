"""The change of authorities: plan, acta, act."""
