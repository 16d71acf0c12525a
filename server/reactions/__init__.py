"""THE table "event of one room -> what other rooms do": all behaviour that spans rooms is read here."""

from checkout import (
    DisputeClosed,
    OrderCalledOff,
    OrderDisputed,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
    OrderWithdrawn,
    PricesChanged,
    RefundFailed,
    ReturnAnswered,
    ReturnRequested,
    ReviewNeeded,
    StockChanged,
    TurnCame,
)
from media import StreamInterrupted, StreamLive
from server.bus import Reactions
from server.reactions import airing, mails, programs, selling
from server.reactions.rooms import Rooms
from server.shows import ProductPinned, ShowPlanned, ShowStatusChanged

__all__ = ["REACTIONS", "Rooms"]

REACTIONS: Reactions[Rooms] = {
    StreamLive: (airing.record, airing.put_on_air, airing.send_on),
    StreamInterrupted: (airing.wait_for_picture,),
    ShowPlanned: (airing.note_plan,),
    ShowStatusChanged: (airing.tell_status, airing.say_goodbye, airing.stop_stream, airing.note_start),
    ProductPinned: (selling.show_pin,),
    StockChanged: (selling.tell_stock, programs.tell_stock),
    PricesChanged: (selling.tell_prices,),
    TurnCame: (mails.turn,),
    OrderPlaced: (selling.tell_sale, mails.placed, programs.tell_order),
    OrderPaid: (selling.tell_sale, mails.receipt, programs.tell_order),
    OrderCalledOff: (mails.call_off, programs.tell_order),
    OrderShipped: (mails.shipment, programs.tell_order),
    OrderWithdrawn: (mails.withdrawal, programs.tell_order),
    ReviewNeeded: (mails.review,),
    ReturnRequested: (mails.return_request, programs.tell_order),
    ReturnAnswered: (mails.return_answer, programs.tell_order),
    OrderRefunded: (mails.refund, programs.tell_order),
    RefundFailed: (mails.failed_refund,),
    OrderDisputed: (mails.dispute, programs.tell_order),
    DisputeClosed: (mails.decision, programs.tell_order),
}
