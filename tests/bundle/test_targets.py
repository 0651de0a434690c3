from __future__ import annotations

import pytest

from visemes.bundle.targets import SYSTEMS, Target
from visemes.errors import UnknownNameError, UsageError


def test_this_machine_leaves_everything_to_pip():
    assert Target().pip_options() == ()
    assert Target().markers() == {}


@pytest.mark.parametrize("system", SYSTEMS)
def test_markers_are_what_that_systems_python_says(system):
    # PEP 508's own table of values
    expected = {
        "linux": ("posix", "linux", "Linux", "x86_64"),
        "linux-arm": ("posix", "linux", "Linux", "aarch64"),
        "macos": ("posix", "darwin", "Darwin", "arm64"),
        "macos-intel": ("posix", "darwin", "Darwin", "x86_64"),
        "windows": ("nt", "win32", "Windows", "AMD64"),
    }
    markers = Target(system).markers()
    names = ("os_name", "sys_platform", "platform_system", "platform_machine")
    assert tuple(markers[name] for name in names) == expected[system]


def test_a_python_without_a_patch_is_its_first():
    assert Target(python="3.13").markers() == {"python_version": "3.13", "python_full_version": "3.13.0"}
    assert Target(python="3.12.4").markers() == {"python_version": "3.12", "python_full_version": "3.12.4"}


def test_pip_is_told_every_tag():
    options = Target("linux", "3.11").pip_options()
    assert options[:2] == ("--python-version", "3.11")
    assert {"--platform=manylinux_2_17_x86_64", "--platform=manylinux2014_x86_64"} <= set(options)
    assert not any("2_29" in option for option in options)


@pytest.mark.parametrize("python", ["3.10", "2.7.18"])
def test_an_old_python_is_refused(python):
    with pytest.raises(UsageError, match="too old"):
        Target(python=python)


@pytest.mark.parametrize("python", ["3", "three", "3.x", "3.11.4.5", "3.١١"])
def test_no_version_is_refused(python):
    with pytest.raises(UsageError, match="no Python version"):
        Target(python=python)


def test_a_typo_is_understood():
    with pytest.raises(UnknownNameError) as raised:
        Target("windwos")
    assert raised.value.hint == "did you mean 'windows'?"
