"""Values → what people and programs read.

| module | what it renders |
|---|---|
| jsonl | extractions, pages and feeds as JSON (the contracts of ``docs/*.schema.json``) |
| explain | a text with its claims, fields and reasons, for a terminal |
"""
