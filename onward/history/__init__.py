"""The past of an office: read from a workbook, checked row by row, and brought in as files and facts."""
