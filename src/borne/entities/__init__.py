"""What Home Assistant is to show of the chargers, whichever road it takes there. Pure but names."""
