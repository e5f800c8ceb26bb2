"""Every sentence checked by doing: the cause it names is mended, the play it names is done."""
