"""Every six months: is the record still right?"""
