"""Every kind of thing that can be a mouth, looked at frame by frame."""

from __future__ import annotations

import bpy
import pytest
from in_blender import ARKIT, HARBOUR, at, begin, drawn, engine_line, generate, hermite, part, square

FRAMES = range(1, 60)


@pytest.fixture
def blair(tmp_path):
    """The engine's exposure sheet of the line, in Preston Blair's mouths."""
    return engine_line(tmp_path / "blair.json", HARBOUR, "-m", "preston_blair")


@pytest.fixture
def arkit(tmp_path):
    line = engine_line(tmp_path / "arkit.json", HARBOUR, "-m", "arkit52")
    return {curve["shape"]: curve["keys"] for curve in line["curves"]}


def seen(read) -> list:
    found = []
    for frame in FRAMES:
        at(frame)
        found.append(read())
    return found


def sheet(line, character) -> list[str]:
    """The target that the mapping shows at each frame."""
    target = {row.shape: row.target for row in character.mapping}
    return [target[drawn(line, frame)] for frame in FRAMES]


def map_by_hand(character, *rows) -> None:
    """What a user does in the list: (shape, target, weight)."""
    character.viseme_map = "arkit52"
    character.mapping.clear()
    for shape, target, weight in rows:
        row = character.mapping.add()
        row.shape, row.target, row.weight = shape, target, weight


def test_custom_properties_of_an_object_and_of_bones(arkit, scene):
    rig = armature("Root")
    rig["jawOpen"] = 0.0
    rig.pose.bones["Root"]["mouthPucker"] = 0.0
    rig.pose.bones["Root"]["on"] = True
    rig["name"] = "no number"
    character, _ = begin(rig)
    assert character.kind == "PROPERTIES"
    rows = {row.target: row.shape for row in character.mapping}
    assert rows == {"jawOpen": "jawOpen", "Root:mouthPucker": "mouthPucker"}
    generate()
    jaw = seen(lambda: rig["jawOpen"])
    pucker = seen(lambda: rig.pose.bones["Root"]["mouthPucker"])
    assert jaw == pytest.approx([hermite(arkit["jawOpen"], frame) for frame in FRAMES], abs=1e-4)
    assert pucker == pytest.approx([hermite(arkit["mouthPucker"], frame) for frame in FRAMES], abs=1e-4)


def test_a_percentage_that_runs_backwards(arkit):
    rig = armature("Root")
    rig["jawOpen"] = 0.0
    character, _ = begin(rig)
    map_by_hand(character, ("jawOpen", "jawOpen", -80.0))
    character.mapping[0].minimum, character.mapping[0].maximum = -100.0, 0.0
    generate()
    assert seen(lambda: rig["jawOpen"]) == pytest.approx([-80 * hermite(arkit["jawOpen"], frame) for frame in FRAMES], abs=1e-2)


def test_two_shapes_share_a_target(arkit):
    rig = armature("Root")
    rig["jawOpen"] = 0.0
    character, _ = begin(rig)
    map_by_hand(character, ("jawOpen", "jawOpen", 1.0), ("mouthFunnel", "jawOpen", 0.5))
    generate()
    summed = [min(1, hermite(arkit["jawOpen"], frame) + 0.5 * hermite(arkit["mouthFunnel"], frame)) for frame in FRAMES]
    assert seen(lambda: rig["jawOpen"]) == pytest.approx(summed, abs=1e-4)


def armature(*bones: str):
    data = bpy.data.armatures.new("Rig")
    rig = bpy.data.objects.new("Rig", data)
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for number, name in enumerate(bones):
        bone = data.edit_bones.new(name)
        bone.head, bone.tail = (number, 0, 0), (number, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    return rig


def test_pose_assets_move_bones_by_their_weight(arkit, scene):
    rig = armature("Jaw", "Lip")
    jaw, lip = rig.pose.bones["Jaw"], rig.pose.bones["Lip"]
    for bone in (jaw, lip):
        bone.rotation_mode = "XYZ"
    for name, moves in {"jawOpen": ((jaw, 0.6), (lip, 0.2)), "mouthFunnel": ((lip, -0.3),)}.items():
        rig.animation_data_clear()
        for bone in (jaw, lip):
            bone.rotation_euler = (0, 0, 0)
        for bone, angle in moves:
            bone.rotation_euler[0] = angle
            bone.keyframe_insert("rotation_euler", frame=1)
        action = rig.animation_data.action
        action.name = name
        action.asset_mark()
    rig.animation_data_clear()
    for bone in (jaw, lip):
        bone.rotation_euler = (0, 0, 0)
    character, _ = begin(rig)
    assert character.kind == "POSES"
    assert part("targets").names(character) == ["jawOpen", "mouthFunnel"]
    map_by_hand(character, ("jawOpen", "jawOpen", 1.0), ("mouthFunnel", "mouthFunnel", 1.0))
    generate()
    opened = [hermite(arkit["jawOpen"], frame) for frame in FRAMES]
    funnel = [hermite(arkit["mouthFunnel"], frame) for frame in FRAMES]
    assert seen(lambda: jaw.rotation_euler[0]) == pytest.approx([0.6 * w for w in opened], abs=1e-4)
    lips = [0.2 * a - 0.3 * b for a, b in zip(opened, funnel, strict=True)]
    assert seen(lambda: lip.rotation_euler[0]) == pytest.approx(lips, abs=1e-4)


def test_pictures_of_an_image_sequence(blair, tmp_path):
    for number in range(1, 13):
        image = bpy.data.images.new(f"m{number}", 4, 4)
        image.filepath_raw, image.file_format = str(tmp_path / f"mouth_{number:04d}.png"), "PNG"
        image.save()
    picture = bpy.data.images.load(str(tmp_path / "mouth_0001.png"))
    picture.source = "SEQUENCE"
    plane = square("Mouth")
    material = bpy.data.materials.new("Mouth")
    if material.node_tree is None:  # before 5.0
        material.use_nodes = True
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = picture
    node.image_user.frame_duration = 1
    plane.data.materials.append(material)
    character, _ = begin(plane)
    assert character.kind == "IMAGE"
    assert [row.target for row in character.mapping] == [str(number) for number in range(1, len(character.mapping) + 1)]
    generate()
    shown = seen(lambda: str(1 + node.image_user.frame_offset))
    assert shown == sheet(blair, character)


def pencil():
    """A Grease Pencil object, of the old kind before 4.3."""
    if bpy.app.version >= (4, 3):
        data = (
            bpy.data.grease_pencils_v3.new("Mouths")
            if hasattr(bpy.data, "grease_pencils_v3")
            else bpy.data.grease_pencils.new("Mouths")
        )
    else:
        data = bpy.data.grease_pencils.new("Mouths")
    thing = bpy.data.objects.new("Mouths", data)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def test_a_grease_pencil_layer_for_each_mouth(blair):
    thing = pencil()
    names = ["rest", "AI", "O", "E", "U", "etc", "L", "WQ", "MBP", "FV"]
    layers = {name: thing.data.layers.new(name) for name in names}
    character, _ = begin(thing)
    assert character.kind == "LAYERS"
    assert {row.target for row in character.mapping} == set(names)
    generate()
    shown = seen(lambda: [name for name, layer in layers.items() if not layer.hide])
    assert shown == [[name] for name in sheet(blair, character)]


def test_a_time_offset_modifier_shows_a_frame_of_the_drawing(blair):
    thing = pencil()
    if bpy.app.version >= (4, 3):
        modifier = thing.modifiers.new("Time", "GREASE_PENCIL_TIME")
    else:
        modifier = thing.grease_pencil_modifiers.new("Time", "GP_TIME")
    modifier.mode = "FIX"
    character, _ = begin(thing)
    character.kind = "TIME_OFFSET"
    bpy.ops.visemes.guess()
    generate()
    assert seen(lambda: str(modifier.offset)) == sheet(blair, character)


def test_grease_pencil_materials(blair):
    thing = pencil()
    materials = []
    for name in ("rest", "AI", "O", "E", "U", "etc", "L", "WQ", "MBP", "FV"):
        material = bpy.data.materials.new(name)
        bpy.data.materials.create_gpencil_data(material)
        thing.data.materials.append(material)
        materials.append(material)
    character, _ = begin(thing)
    character.kind = "MATERIALS"
    bpy.ops.visemes.guess()
    generate()
    shown = seen(lambda: [material.name for material in materials if not material.grease_pencil.hide])
    assert shown == [[name] for name in sheet(blair, character)]


def test_objects_one_shown_at_a_time(blair):
    things = [square(name) for name in ("rest", "AI", "O", "E", "U", "etc", "L", "WQ", "MBP", "FV")]
    character, _ = begin(*things)
    assert character.kind == "OBJECTS"
    generate()
    shown = seen(lambda: [thing.name for thing in things if not thing.hide_render])
    assert shown == [[name] for name in sheet(blair, character)]
    assert seen(lambda: [thing.name for thing in things if not thing.hide_viewport]) == shown


def test_drawings_hold_on_twos(tmp_path):
    things = [square(name) for name in ("rest", "AI", "O", "E", "U", "etc", "L", "WQ", "MBP", "FV")]
    character, _ = begin(*things)
    character.step = 2
    generate()
    line = engine_line(tmp_path / "twos.json", HARBOUR, "-m", "preston_blair", "--step", "2")
    assert seen(lambda: [thing.name for thing in things if not thing.hide_render]) == [[name] for name in sheet(line, character)]


def test_a_target_the_rig_does_not_have_is_left_alone(arkit):
    face = square("Face", *ARKIT)
    character, _ = begin(face)
    row = character.mapping.add()
    row.shape, row.target = "jawOpen", "no such key"
    generate()
    jaw = face.data.shape_keys.key_blocks["jawOpen"]
    assert seen(lambda: jaw.value) == pytest.approx([hermite(arkit["jawOpen"], frame) for frame in FRAMES], abs=1e-4)


def test_names_that_need_escaping(arkit):
    face = square("Face", 'jaw"Open\\')
    character, _ = begin(face)
    map_by_hand(character, ("jawOpen", 'jaw"Open\\', 1.0))
    generate()
    jaw = face.data.shape_keys.key_blocks[1]
    assert seen(lambda: jaw.value) == pytest.approx([hermite(arkit["jawOpen"], frame) for frame in FRAMES], abs=1e-4)


def test_a_profile_goes_out_and_comes_back(tmp_path):
    character, _ = begin(square("Face", *ARKIT))
    character.mapping[0].weight, character.mapping[0].maximum = 0.5, 0.8
    before = [(row.shape, row.target, row.weight, row.minimum, row.maximum, row.side) for row in character.mapping]
    path = tmp_path / "face.json"
    assert bpy.ops.visemes.save_profile(filepath=str(path)) == {"FINISHED"}
    character.mapping.clear()
    assert bpy.ops.visemes.load_profile(filepath=str(path)) == {"FINISHED"}
    after = [(row.shape, row.target, row.weight, row.minimum, row.maximum, row.side) for row in character.mapping]
    assert sorted(after) == sorted(before)
