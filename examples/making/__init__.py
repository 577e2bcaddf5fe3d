"""Drawing the example collection: typewriters, forms, copying machines, files and their truth.

Promises that the same seed, fonts and library versions give the same bytes. It is used to make the
committed files and by no other part of Tearline; it needs numpy, scipy, pillow, pikepdf, reportlab.
"""
