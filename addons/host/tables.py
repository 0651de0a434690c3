"""What menus and sliders offer: the engine's sets, styles and ranges, known without starting it. No host here.

tests/addons/blender/test_tables.py compares every number with the engine's own.
"""

from __future__ import annotations

#: Map → (what a person calls it, "2d" or "3d").
MAPS = {
    "arkit52": ("ARKit face shapes (52)", "3d"),
    "oculus15": ("Oculus / Meta Lipsync (15)", "3d"),
    "ready_player_me": ("Ready Player Me (15)", "3d"),
    "vrchat": ("VRChat (15)", "3d"),
    "vrm0": ("VRM 0.x (a i u e o)", "3d"),
    "vrm1": ("VRM 1.0 (aa ih ou ee oh)", "3d"),
    "cc4": ("Character Creator 8+7", "3d"),
    "cc_direct": ("Character Creator 1:1", "3d"),
    "daz8": ("Daz Genesis (17)", "3d"),
    "preston_blair": ("Preston Blair (10 mouths)", "2d"),
    "rhubarb": ("Rhubarb A-H, X (Hanna-Barbera)", "2d"),
    "fleming_dobbs": ("Fleming-Dobbs (12)", "2d"),
    "toon_boom": ("Toon Boom Harmony (8)", "2d"),
    "adobe_ch": ("Adobe Character Animator (12)", "2d"),
    "azure": ("Azure Speech (22)", "2d"),
    "polly": ("Amazon Polly (17)", "2d"),
    "sapi22": ("SAPI 5 (22)", "2d"),
}

#: Slider → (lowest, highest, default, label, tooltip).
SLIDERS = {
    "strength": (0.0, 2.0, 1.0, "Strength", "Size of every mouth shape; closed lips stay closed"),
    "jaw": (0.0, 2.0, 1.0, "Jaw", "How far the jaw opens"),
    "lips": (0.0, 2.0, 1.0, "Lips", "How far the lips move"),
    "tongue": (0.0, 2.0, 1.0, "Tongue", "How far the tongue moves"),
    "smoothing": (0.05, 10.0, 1.0, "Smoothing", "Inertia of the face: 1 as measured, less is snappier"),
    "exaggeration": (0.0, 2.0, 0.0, "Exaggeration", "How far shapes are pushed away from their average"),
    "lead": (-0.5, 0.5, 0.0, "Lead", "Seconds the picture runs ahead of the sound"),
    "hold": (0.3, 1.0, 1.0, "Hold", "Share of a sound during which its shape is wanted; less lets the next one in earlier"),
    "minimum_hold": (0.0, 1.0, 0.07, "Minimum Hold", "Seconds a drawing stays at least"),
    "change_cost": (0.0, 10.0, 1.0, "Change Cost", "Reluctance to change drawings"),
    "in_betweens": (0.0, 5.0, 0.0, "In-Betweens", "How much a half-open drawing is wanted between closed and wide"),
    "tolerance": (0.0, 0.2, 0.015, "Tolerance", "Largest error that leaving out keys may cause, in weight"),
    "brows": (0.0, 2.0, 0.0, "Brows", "Brows rise on stressed vowels of high pitch"),
    "blinks": (0.0, 2.0, 0.0, "Blinks", "The eyes blink after phrases and in between"),
    "squint": (0.0, 2.0, 0.0, "Squint", "The eyes narrow on loud vowels"),
    "cheeks": (0.0, 2.0, 0.0, "Cheeks", "Cheeks rise with spread lips"),
    "breath": (0.0, 2.0, 0.0, "Breath", "The lips part for a breath before a phrase"),
}

#: Sliders by where the panel shows them.
MOUTH = ("strength", "jaw", "lips", "tongue", "smoothing", "exaggeration", "lead", "hold")
DRAWINGS = ("minimum_hold", "change_cost", "in_betweens")
FACE = ("brows", "blinks", "squint", "cheeks", "breath")

#: Style → (label, tooltip, the sliders it moves away from their defaults).
STYLES: dict[str, tuple[str, str, dict[str, float]]] = {
    "realistic": ("Realistic", "What a camera sees: soft arcs, full closures", {}),
    "cartoon": (
        "Cartoon",
        "Pushed shapes, quick changes, longer holds",
        {"strength": 1.1, "exaggeration": 0.4, "smoothing": 0.75, "lead": 0.03, "minimum_hold": 0.125, "hold": 0.85},
    ),
    "limited": (
        "Limited",
        "Few drawings that stay long, as in television animation",
        {"smoothing": 0.9, "minimum_hold": 0.16, "change_cost": 2.5, "hold": 0.8},
    ),
    "subtle": ("Subtle", "A quiet face: small shapes, slow jaw", {"strength": 0.7, "jaw": 0.8, "smoothing": 1.8}),
}

#: Shot → (label, tooltip).
SHOTS = {
    "extreme-close-up": ("Extreme Close-Up", "The mouth fills the picture: smaller movements"),
    "close-up": ("Close-Up", "The face fills the picture"),
    "medium": ("Medium", "From the waist up: larger movements"),
    "wide": ("Wide", "The whole body: the largest movements, the longest holds"),
}

#: Languages offered by name; any tag that espeak-ng knows may be typed.
LANGUAGES = (
    "en-us", "en-gb", "de", "fr-fr", "es", "it", "pt", "pt-br", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "el",
    "ru", "uk", "tr", "ar", "he", "hi", "ja", "ko", "cmn", "vi", "id",
)  # fmt: skip
