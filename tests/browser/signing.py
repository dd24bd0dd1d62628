"""Signing in as a person does."""

from playwright.sync_api import Page, expect


def sign_in(page: Page, base_url: str, username: str, password: str) -> None:
    """Through the sign-in page; afterwards the page is wherever the account starts."""
    page.goto(f"{base_url}/sign-in")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page).not_to_have_url(f"{base_url}/sign-in")
