from django.db import models


class Key(models.Model):
    """One key of the key file, known here by a check value; the key itself is never stored."""

    directory = True

    id = models.UUIDField(primary_key=True, editable=False)
    check_value = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
