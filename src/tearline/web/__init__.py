"""What Tearline shows in a browser. The room serves readers and opens finished releases only.

Nothing is imported here: ``tearline.web.room`` must reach neither the store nor the decisions.
"""
