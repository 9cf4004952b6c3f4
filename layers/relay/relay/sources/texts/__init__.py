"""What people text: whether it is a stop, help, a keyword or nothing of these, and what is answered.

Nothing here knows of Twilio, of HTTP or of delivery: `sms` asks, and does what follows.
"""
