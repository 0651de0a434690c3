"""The synthetic world: speech with exact phone times, mouths that follow it, and characters that wear them.

`speech` and `bank` make sound, `drive` turns it into mouth states, `drawn` and `heads` draw those. Everything comes from a seed.
"""
