from sanshi.territory.forms.doors import StairwayForm

__all__ = ["StairwayForm"]
