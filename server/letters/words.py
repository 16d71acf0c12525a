"""The words of buyers' mails in each language; a sentence that one of them lacks does not type-check."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every sentence that a buyer may be sent. Names and titles are never declined."""

    products: str
    code: str
    delivery: str
    total: str
    included: str
    see: str
    receipt_subject: str
    receipt_thanks: str
    money_came: str
    pay_courier: str
    pay_invoice: str
    called_off_subject: str
    called_off: str
    demo: str
    goes_to: str
    elsewhere: str
    shipped_subject: str
    shipped_on_its_way: str
    shipped_tracking: str
    shipped_carrier: str
    shipped_number: str
    shipped_link: str
    refunded_subject: str
    refunded_part: str
    refunded_whole: str
    cancelled_by_buyer: str
    cancelled_by_seller: str
    mismatch: str
    mismatch_subject: str
    writes: str
    banks: str
    so_far: str
    return_accepted_subject: str
    return_accepted: str
    return_accepted_next: str
    return_declined_subject: str
    return_declined: str
    return_closed: str
    turn_subject: str
    turn_held: str
    turn_open: str
    turn_after: str


ENGLISH = Words(
    products="Products",
    code="Code {code}",
    delivery="Delivery, {title}",
    total="Total",
    included="Included",
    see="See your order: {page}",
    receipt_subject="Your order {number} at {seller}",
    receipt_thanks="Thank you for your order {number} at {seller}.",
    money_came="{seller} has your payment for order {number}. Thank you.",
    pay_courier="To pay when it arrives: {sum}.",
    pay_invoice="Please pay {sum} and name order {number}.",
    called_off_subject="Called off: order {number}",
    called_off="{seller} called off your order {number}. It does not come, and there is nothing to pay.",
    demo="This is a demo shop: no money moved.",
    goes_to="It goes to:",
    elsewhere="On another device, look it up there with the number {number} and this e-mail address.",
    shipped_subject="On its way: order {number}",
    shipped_on_its_way="Your order {number} is on its way from {seller}.",
    shipped_tracking="Tracking number: {tracking}",
    shipped_carrier="Carrier: {carrier}",
    shipped_number="{carrier}: {tracking}",
    shipped_link="See where it is: {link}",
    refunded_subject="{sum} back for order {number}",
    refunded_part="{seller} gave you {sum} back for your order {number}.",
    refunded_whole="{seller} gave you {sum} back for your order {number}: all that you paid.",
    cancelled_by_buyer="You cancelled your order {number} at {seller}. {sum} is on its way back to you.",
    cancelled_by_seller="{seller} cancelled your order {number}. {sum} is on its way back to you.",
    mismatch="Your payment for order {number} at {seller} did not match it, so all of it goes back to you.",
    mismatch_subject="Your payment goes back: order {number}",
    writes="{seller} writes: {note}",
    banks="It goes to the card or account that you paid with. Banks take 3 to 5 days to show it.",
    so_far="Given back so far: {sum}",
    return_accepted_subject="Send it back: order {number}",
    return_accepted="{seller} takes back what you want to return of order {number}:",
    return_accepted_next="Your money goes back when the parcel is there.",
    return_declined_subject="Your return of order {number}",
    return_declined="{seller} does not take back what you wanted to return of order {number}:",
    return_closed="{seller} no longer waits for what you wanted to return of order {number}:",
    turn_subject="Your turn: {what}",
    turn_held="{what} is held for you for {minutes} min.",
    turn_open="Pay on the device on which you joined the list: {page}",
    turn_after="After that it is offered to the next in line. Nothing was charged.",
)

RUSSIAN = Words(
    products="Товары",
    code="Код {code}",
    delivery="Доставка, {title}",
    total="Итого",
    included="В том числе",
    see="Посмотреть заказ: {page}",
    receipt_subject="Заказ {number}: {seller}",
    receipt_thanks="Спасибо за заказ {number}. Продавец: {seller}.",
    money_came="Оплата по заказу {number} получена. Продавец: {seller}. Спасибо!",
    pay_courier="Оплата при получении: {sum}.",
    pay_invoice="Пожалуйста, оплатите {sum} и укажите номер заказа {number}.",
    called_off_subject="Заказ {number} отменён",
    called_off="Заказ {number} отменён продавцом ({seller}). Он не придёт, платить ничего не нужно.",
    demo="Это демо-магазин: деньги не списаны.",
    goes_to="Куда отправят:",
    elsewhere="На другом устройстве найдите его там же по номеру {number} и этой почте.",
    shipped_subject="В пути: заказ {number}",
    shipped_on_its_way="Заказ {number} в пути. Продавец: {seller}.",
    shipped_tracking="Номер отправления: {tracking}",
    shipped_carrier="Перевозчик: {carrier}",
    shipped_number="{carrier}: {tracking}",
    shipped_link="Где посылка: {link}",
    refunded_subject="Возврат {sum} по заказу {number}",
    refunded_part="По заказу {number} вам вернули {sum}. Продавец: {seller}.",
    refunded_whole="По заказу {number} вам вернули {sum}, всё, что вы заплатили. Продавец: {seller}.",
    cancelled_by_buyer="Вы отменили заказ {number} ({seller}). {sum} возвращаются к вам.",
    cancelled_by_seller="Заказ {number} отменён продавцом ({seller}). {sum} возвращаются к вам.",
    mismatch="Платёж по заказу {number} ({seller}) с ним не сошёлся, поэтому вам вернут всё целиком.",
    mismatch_subject="Ваш платёж возвращается: заказ {number}",
    writes="{seller} пишет: {note}",
    banks="Деньги придут туда, откуда вы платили. У банков это занимает 3–5 дней.",
    so_far="Возвращено на сегодня: {sum}",
    return_accepted_subject="Можно отправлять обратно: заказ {number}",
    return_accepted="Возврат по заказу {number} принят. Продавец: {seller}. Ждём обратно:",
    return_accepted_next="Деньги вернутся, когда посылка приедет.",
    return_declined_subject="Возврат по заказу {number}",
    return_declined="Возврат по заказу {number} не принят. Продавец: {seller}. Речь о вещах:",
    return_closed="Возврат по заказу {number} больше не ждут. Продавец: {seller}. Речь о вещах:",
    turn_subject="Ваша очередь: {what}",
    turn_held="Для вас отложено: {what}. Успейте оплатить, время на это: {minutes} мин.",
    turn_open="Откройте на устройстве, где вы встали в очередь: {page}",
    turn_after="Если не успеете, вещь предложат следующему. Ничего не спишется.",
)

BY_LANGUAGE = {"en": ENGLISH, "ru": RUSSIAN}
