"""Units found again by credit code, stripped name and premises (plan 3.3.3; design, Matching)."""
