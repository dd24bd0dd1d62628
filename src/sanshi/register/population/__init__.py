"""Who is counted as living here, and whose papers run out."""
