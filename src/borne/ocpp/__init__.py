"""OCPP on the wire: frames in, events and frames out. Wire format only, no policy."""
