"""What the portal brings with it: the published facts of the convenio, and a fictional year to try it with."""
