"""The adenda as people work it: the copy of the convenio, the comparison, the merge."""
