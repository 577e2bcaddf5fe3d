"""From bytes to pages: intake, identification, pixels, OCR and text layers; knows nothing of
findings.
"""
