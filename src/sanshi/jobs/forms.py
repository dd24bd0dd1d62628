from sanshi.shell.forms import ActionForm


class StepForm(ActionForm):
    """A button: to cancel, to go on."""
