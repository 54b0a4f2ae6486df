"""Values → what people and programs read.

| module | what it renders |
|---|---|
| jsonl | extractions, pages and feeds as JSON (the contracts of ``docs/*.schema.json``) |
| explain | a text with its claims, fields and reasons, for a terminal |
| marked | a text with the parts of its claims marked, as HTML |
| diff | what an edit changed, as HTML |
| chart | small charts, as SVG |
| atom | claims as a feed |
| words | fields as words and signs; links only where they are safe |
"""
