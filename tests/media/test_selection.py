"""The choice of a layer."""

from hypothesis import given
from hypothesis import strategies as st

from media.selection import Layer, LayerWish, allowed_layers, choose_layer

THREE = [
    Layer("f", 2_500_000, 720, flows=True),
    Layer("h", 650_000, 360, flows=True),
    Layer("q", 180_000, 180, flows=True),
]
ANY = LayerWish()
LAYERS = st.lists(
    st.builds(
        Layer,
        rid=st.sampled_from("fhqx"),
        bitrate_bps=st.integers(0, 5_000_000),
        size=st.integers(0, 1080),
        flows=st.booleans(),
    ),
    max_size=4,
)
WISHES = st.builds(
    LayerWish, encoding_id=st.none() | st.sampled_from("fhqz"), max_height=st.none() | st.integers(0, 2000)
)


def test_without_limits_the_best_is_sent() -> None:
    assert choose_layer(THREE, ANY, None, None) == 0


def test_the_best_that_the_path_carries_is_sent() -> None:
    assert choose_layer(THREE, ANY, 0, 800_000) == 1
    assert choose_layer(THREE, ANY, 1, 300_000) == 2


def test_when_even_the_smallest_is_too_much_the_picture_pauses() -> None:
    assert choose_layer(THREE, ANY, 2, 60_000) is None


def test_to_stay_takes_less_than_to_come() -> None:
    assert choose_layer(THREE, ANY, 0, 2_450_000) == 0
    assert choose_layer(THREE, ANY, 1, 2_550_000) == 1


def test_a_small_player_gets_the_smallest_picture_that_fills_it() -> None:
    assert choose_layer(THREE, LayerWish(max_height=300), 0, None) == 1
    assert choose_layer(THREE, LayerWish(max_height=0), 0, None) == 2
    assert choose_layer(THREE, LayerWish(max_height=1080), None, None) == 0


def test_a_chosen_layer_is_sent_while_the_path_carries_it() -> None:
    chosen = LayerWish(encoding_id="h", max_height=100)
    assert choose_layer(THREE, chosen, 0, None) == 1
    assert choose_layer(THREE, chosen, 1, 300_000) == 2
    assert choose_layer(THREE, LayerWish(encoding_id="gone"), 0, None) == 0


def test_a_layer_that_the_publisher_stopped_is_not_sent() -> None:
    stopped = [Layer("f", 0, 720, flows=False), *THREE[1:]]
    assert choose_layer(stopped, ANY, 0, None) == 1
    assert choose_layer([Layer("f", 0, 720, flows=False)], ANY, 0, 10) == 0, "there is nothing better"


@given(LAYERS, WISHES, st.integers(0, 5_000_000))
def test_what_is_chosen_flows_fits_and_is_the_best_of_its_kind(
    layers: list[Layer], wish: LayerWish, budget: int
) -> None:
    chosen = choose_layer(layers, wish, None, budget)
    allowed = allowed_layers(layers, wish)
    if chosen is None:
        assert all(layers[index].bitrate_bps * 1.1 > budget for index in allowed)
        return
    assert layers[chosen].flows
    assert layers[chosen].bitrate_bps * 1.1 <= budget
    better = allowed[: allowed.index(chosen)]
    assert all(layers[index].bitrate_bps * 1.1 > budget for index in better)


@given(LAYERS, WISHES, st.integers(0, 5_000_000))
def test_a_choice_once_made_stands_while_nothing_changes(
    layers: list[Layer], wish: LayerWish, budget: int
) -> None:
    first = choose_layer(layers, wish, None, budget)
    if first is not None:
        assert choose_layer(layers, wish, first, budget) == first
