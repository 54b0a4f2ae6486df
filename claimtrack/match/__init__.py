"""Has this been claimed before? Texts as vectors, and the nearest by meaning and words together.

| module | what it does |
|---|---|
| encoder | text → vector, by a sentence encoder that is package data |
| vectors | vectors as bytes, and the nearest of many |
| rank | meaning and words together |
"""
