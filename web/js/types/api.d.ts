/** The JSON of /api/v1, as docs and /api/v1/openapi.json describe it. Times are epoch ms, sums are minor units. */
declare namespace Api {
  interface Account {
    id: string;
    email: string;
    name: string;
    roles: ("operator" | "seller" | "viewer")[];
    seller_id: string | null;
    moderates: string[];
  }
  interface Me {
    account: Account | null;
    guest: { id: string; name: string } | null;
    person_id: string;
    /** true while no money moves */
    sandbox: boolean;
    /** Simulated people are in the shows. */
    rehearsing: boolean;
    translates: boolean;
    currency: string;
    server_ms: number;
  }

  interface ImageSize {
    url: string;
    width: number;
    height: number;
  }
  interface Image {
    url: string;
    alt: string;
    width: number;
    height: number;
    /** the same picture in several widths, the smallest first; none for a drawing */
    sizes?: ImageSize[];
  }
  /** what an upload answers */
  interface Picture {
    url: string;
    width: number;
    height: number;
    sizes: ImageSize[];
  }
  interface Zone {
    id: string;
    title: string;
    /** ISO 3166-1; "*" is everywhere that no other zone names */
    countries: string[];
    rates: { id: string; title: string; amount_minor: number; free_from_minor: number | null }[];
    tax: { title: string; basis_points: number; included: boolean };
  }
  interface Stock {
    total: number;
    available: number;
    held: number;
    sold: number;
  }
  /** A price for a time, by the server's clock. */
  interface Flash {
    id: string;
    show_id: string | null;
    starts_ms: number;
    ends_ms: number;
  }
  interface Variant {
    id: string;
    title: string;
    options: string[];
    sku: string;
    price_minor: number;
    compare_at_minor: number | null;
    image: number | null;
    stock: Stock;
    max_per_order: number;
    weight_grams?: number | null;
    /** while the product's flash price lasts */
    flash_minor?: number | null;
    /** how many people wait for it */
    waiting?: number;
  }
  /** where somebody waits for what is sold out; `place` is null once it is their turn */
  interface Place {
    variant_id: string;
    product_id: string;
    place: number | null;
    order_id: string | null;
    expires_ms: number | null;
  }
  interface Product {
    id: string;
    seller_id: string;
    title: string;
    description: string;
    currency: string;
    images: Image[];
    options: { name: string; values: string[] }[];
    variants: Variant[];
    price_minor: number;
    compare_at_minor: number | null;
    status: "draft" | "active" | "archived";
    max_per_buyer?: number | null;
    tax_code?: string;
    flash?: Flash | null;
    flash_minor?: number | null;
  }

  type ShowStatus = "scheduled" | "live" | "interrupted" | "ended";
  interface AnsweredQuestion {
    id: string;
    text: string;
    asker: string;
    votes: number;
    answered_by: string;
    answer: string | null;
    answered_ms: number;
    video_ms: number | null;
    /** where the replay answers it, if there is one */
    replay_seconds?: number | null;
    show_id: string;
    show_title: string;
  }
  interface ShowCard {
    id: string;
    title: string;
    status: ShowStatus;
    poster_url: string | null;
    starts_ms: number;
    started_ms: number | null;
    ended_ms: number | null;
    seller: { id: string; name: string };
    viewers: number;
  }
  interface Pin {
    product_id: string;
    pinned_ms: number;
    capture_ms: number | null;
  }
  interface Show extends ShowCard {
    description: string;
    lineup: Product[];
    pinned: Pin | null;
    next: ShowCard | null;
    /** how long the replay is, once the show has ended and where there is one */
    replay_seconds?: number | null;
    you: { role: "viewer" | "moderator" | "host" };
  }
  interface RecordingView {
    enabled: boolean;
    full: boolean;
    nearly_full: boolean;
    recording: { seconds: number; octets: number } | null;
    hidden: boolean;
    /** of the whole recording */
    begin_seconds: number;
    end_seconds: number;
    captions: string[];
  }
  interface Clip {
    id: string;
    show_id: string;
    title: string;
    product_id: string | null;
    created_ms: number;
    page_url: string;
    url: string;
    seconds: number;
    still_url: string;
  }
  interface ShopProfile {
    logo: Picture | null;
    contact: { email: string; phone: string; address: string };
    policies: { returns: string; delivery: string; privacy: string; terms: string };
  }
  /** A shop as its seller sees it. */
  interface Shop extends ShopProfile {
    id: string;
    name: string;
    about: string;
    guidelines: string;
    currency: string;
  }
  interface Seller extends ShopProfile {
    id: string;
    name: string;
    about: string;
    shows: ShowCard[];
    products: Product[];
  }

  /** How it stands between the visitor and a seller or a show. */
  interface Standing {
    on: boolean;
    since_ms: number | null;
    /** `asked`: the address has yet to say that it wants mails */
    mailing: "off" | "asked" | "on";
    email: string | null;
  }
  interface Follow extends Standing {
    followers: number;
  }
  interface Watched {
    following: { seller: { id: string; name: string }; since_ms: number; mailing: Standing["mailing"] }[];
    reminders: { show: ShowCard; mailing: Standing["mailing"] }[];
  }
  /** where an account is signed in */
  interface SignIn {
    id: string;
    created_ms: number;
    used_ms: number;
    agent: string;
    current: boolean;
  }
  /** what the last step to be erased needs, and what it would touch */
  interface Erasure {
    intent: string;
    messages: number;
    questions: number;
    orders: number;
  }
  interface Wishes {
    ids: string[];
    items: Product[];
  }

  type OrderStatus =
    | "held"
    | "paying"
    | "placed"
    | "sent"
    | "paid"
    | "fulfilled"
    | "part_refunded"
    | "refunded"
    | "disputed"
    | "expired"
    | "cancelled"
    | "refund_due"
    | "needs_review";
  interface OrderLine {
    variant_id: string;
    product_id: string;
    title: string;
    variant_title: string;
    image_url: string | null;
    quantity: number;
    unit_minor: number;
    total_minor: number;
    /** the usual price of a piece that was held at a flash price */
    was_minor?: number | null;
    flash_id?: string | null;
  }
  interface Address {
    name: string;
    line1: string;
    line2: string;
    city: string;
    postal_code: string;
    country: string;
    region: string;
    phone: string;
  }
  interface ShippingChoice {
    rate_id: string;
    title: string;
    amount_minor: number;
  }
  type DiscountKind = "percent" | "amount" | "free_shipping";
  /** a code that an order took */
  interface AppliedDiscount {
    id: string;
    code: string;
    kind: DiscountKind;
    off_basis_points: number;
    off_minor: number;
    min_subtotal_minor: number;
  }
  interface Discount extends AppliedDiscount {
    currency: string;
    max_uses: number | null;
    used: number;
    once_per_person: boolean;
    starts_ms: number | null;
    ends_ms: number | null;
    active: boolean;
    created_ms: number;
  }
  interface Totals {
    subtotal_minor: number;
    /** what a code took off the goods */
    discount_minor?: number;
    shipping_minor: number | null;
    tax_minor: number | null;
    tax_included: boolean;
    tax_title: string;
    total_minor: number;
  }
  type PayLaterMethod = "delivery" | "invoice";

  /** How an order is paid without a card, in the shop's words. */
  interface Later {
    method: PayLaterMethod;
    words: string;
  }

  /** Sums in minor units; what was sold adds up to all the others. */
  interface Books {
    currency: string;
    sales_minor: number;
    refunds_minor: number;
    disputed_minor: number;
    fees_minor: number;
    balance_minor: number;
    /** the part of the balance that can be paid out already */
    available_minor: number;
    unreported_minor: number;
    by_hand_minor: number;
    paid_out_minor: number;
  }

  interface Payout {
    id: string;
    /** negative when it came back */
    amount_minor: number;
    currency: string;
    at_ms: number;
    arrives_ms: number;
  }

  interface MoneySummary {
    books: Books[];
    payouts: Payout[];
  }

  interface PaymentTerms {
    delivery: { enabled: boolean; words: string };
    invoice: { enabled: boolean; words: string };
    most_minor: number | null;
    most_open: number;
    accounts_only: boolean;
  }

  /** An address that the account keeps. */
  interface SavedAddress {
    id: string;
    address: Address;
    is_default: boolean;
  }

  interface Order {
    id: string;
    number: string;
    status: OrderStatus;
    seller_id: string;
    show_id: string | null;
    /** during its show or afterwards */
    sold_in?: "live" | "replay" | null;
    currency: string;
    lines: OrderLine[];
    email: string | null;
    address: Address | null;
    shipping: ShippingChoice | null;
    shipping_options: ShippingChoice[];
    totals: Totals;
    discount?: AppliedDiscount | null;
    hold_expires_ms: number | null;
    created_ms: number;
    paid_ms: number | null;
    shipment: { carrier: string; tracking: string; tracking_url: string; shipped_ms: number } | null;
    history: { status: OrderStatus; at_ms: number }[];
    note: string;
    show_name: boolean;
    /** How it is paid without a card; null for cards. */
    later: Later | null;
    /** The ways in which it could be paid later, while it is held and its address is known. */
    later_options: Later[];
    /** How the latest attempt to pay stands. */
    payment: {
      state: "none" | "working" | "needs_action" | "declined" | "settled";
      decline_code: string | null;
      message: string | null;
      /** While it waits for its turn at the payment provider: 1 is next. */
      queue_place?: number | null;
    };
    /** Money on its way back, or back. */
    refunds: Refund[];
    refunded_minor: number;
    disputes: Dispute[];
    returns?: Return[];
    /** What a person decided about a payment that did not match. */
    review?: Review | null;
    language?: "en" | "ru";
  }
  /** What a product file holds; with problems nothing of it is taken over. */
  interface ImportReport {
    format: "shopify" | "woocommerce" | null;
    rows: number;
    products: {
      line: number;
      handle: string;
      title: string;
      variants: number;
      stock: number;
      price_minor: number;
      status: string;
      known: boolean;
    }[];
    problems: { line: number; column: string; code: ImportProblem; value: string; sentence: string }[];
    more_problems: number;
    notes: { code: "pictures" | "stock_unknown" | "compare_ignored"; count: number }[];
    done: boolean;
  }
  type ImportProblem =
    | "not_csv"
    | "not_utf8"
    | "too_many_rows"
    | "too_many_products"
    | "format_unknown"
    | "row_too_long"
    | "title_missing"
    | "handle_missing"
    | "handle_twice"
    | "price_missing"
    | "price_invalid"
    | "number_invalid"
    | "weight_invalid"
    | "option_missing"
    | "parent_missing"
    | "type_unsupported"
    | "product_invalid"
    | "stock_below_promised"
    | "catalogue_full";
  type HookKind =
    | "order.placed"
    | "order.paid"
    | "order.shipped"
    | "order.withdrawn"
    | "order.called_off"
    | "order.refunded"
    | "order.disputed"
    | "order.dispute_closed"
    | "return.requested"
    | "return.answered"
    | "stock.changed";
  interface Hook {
    id: string;
    url: string;
    kinds: HookKind[];
    state: "on" | "off" | "disabled";
    created_ms: number;
    failing_since_ms: number | null;
  }
  /** a moderator, as the seller sees them */
  interface TeamMember {
    account_id: string;
    name: string;
    email: string;
    since_ms: number;
  }
  /** an invitation that nobody took yet; `hint` is the end of its link */
  interface TeamInvitation {
    id: string;
    hint: string;
    created_ms: number;
    expires_ms: number;
  }
  /** what an invitation says to whoever holds its link */
  interface Invited {
    seller_id: string;
    seller_name: string;
    expires_ms: number;
  }
  type OnFailure = "allow" | "hold" | "refuse";
  /** A program that judges the chat. */
  interface ChatHook {
    id: string;
    name: string;
    url: string;
    on_failure: OnFailure;
    state: "on" | "off";
    created_ms: number;
    resting_until_ms: number | null;
  }
  interface ChatHookTrial {
    act: "allow" | "replace" | "hold" | "shadow" | "drop" | "timeout" | null;
    error: string | null;
    took_ms: number;
  }
  /** A platform that shows are sent on to. */
  interface Destination {
    id: string;
    name: string;
    url: string;
    key_hint: string;
    enabled: boolean;
    created_ms: number;
    /** Null while no show is sent there. */
    state: "waiting" | "connecting" | "live" | "retrying" | "unfit" | null;
    reason: "unreachable" | "refused" | "broken" | "stalled" | "unfit" | null;
    since_ms: number | null;
  }
  interface HookDelivery {
    id: string;
    event_id: string;
    kind: string;
    body: string;
    created_ms: number;
    attempts: number;
    due_ms: number | null;
    delivered_ms: number | null;
    status: number | null;
    error: string | null;
  }
  interface Return {
    id: string;
    state: "requested" | "accepted" | "declined" | "withdrawn" | "received";
    reason: import("../models/returns.js").ReturnReason;
    lines: { variant_id: string; quantity: number }[];
    note: string;
    answer: string;
    requested_ms: number;
    answered_ms: number | null;
    closed_ms: number | null;
    refund_id: string | null;
  }
  interface Review {
    decision: "accept" | "refund" | "dismiss";
    note: string;
    at_ms: number;
  }
  type RefundReason =
    | "cancelled"
    | "withdrawn"
    | "returned"
    | "damaged"
    | "lost"
    | "unavailable"
    | "goodwill"
    | "other"
    | "late"
    | "stray"
    | "mismatch"
    | "provider";
  interface Refund {
    id: string;
    /** `due` and `sent` have no answer yet, `pending` is on its way through the banks. */
    state: "due" | "sent" | "pending" | "done" | "failed";
    amount_minor: number;
    reason: RefundReason;
    lines: { variant_id: string; quantity: number; restocked: number }[];
    shipping: boolean;
    restock: boolean;
    note: string;
    created_ms: number;
    done_ms: number | null;
    fail_code: string | null;
  }
  interface Dispute {
    id: string;
    state: "open" | "won" | "lost";
    amount_minor: number;
    reason: string;
    opened_ms: number;
    due_ms: number | null;
    closed_ms: number | null;
  }
  interface PayResult {
    order: Order;
    next_action: { client_secret: string } | null;
  }
  interface CheckoutConfig {
    provider: "sandbox" | "stripe";
    publishable_key: string;
    script_url: string;
    countries: string[];
    currency: string;
    test_cards?: { number: string; label: string }[];
  }
  interface SalesSummary {
    orders: number;
    units: number;
    /** ordered to be paid later, and not paid yet; not part of gross */
    unpaid: number;
    unpaid_minor: number;
    gross_minor: number;
    refunded_minor: number;
    disputed_minor: number;
    net_minor: number;
    currency: string;
    paying: number;
    held_minor: number;
    /** the part of orders and gross that was bought after the show */
    replay_orders?: number;
    replay_gross_minor?: number;
  }

  interface TrackHealth {
    codec: string;
    bitrate_bps: number;
    packets_per_s: number;
    loss_ratio: number;
    jitter_ms: number;
    keyframe_interval_ms: number | null;
    fps: number | null;
    width: number | null;
    height: number | null;
    keyframe_age_ms: number | null;
    hears_keyframe_requests: boolean | null;
    profile: string | null;
    b_frames: boolean | null;
  }
  interface Health {
    state: "offline" | "live" | "interrupted";
    since_ms: number | null;
    viewers: number;
    video: TrackHealth | null;
    audio: TrackHealth | null;
    rtt_ms: number | null;
    audience: { reporting: number; struggling: number; loss_ratio: number; rtt_ms: number | null };
    layers: TrackHealth[];
    advice: ({ code: string; level: "good" | "warn" | "bad" } & Record<string, unknown>)[];
  }
  interface OnAir {
    show: ShowCard;
    people: number;
    health: Health;
  }
  interface ServerState {
    now_ms: number;
    node: {
      name: string;
      version: string;
      python: string;
      database: string;
      opened_ms: number;
      shared: boolean;
      draining: boolean;
      rehearsing: boolean;
      translates: boolean;
      udp_port: number;
    };
    ready: boolean;
    checks: Record<string, boolean>;
    on_air: OnAir[];
    media: { streams: number; publishers: number; viewers: number; joins_in_flight: number; bytes_in: number; bytes_out: number; dropped: number };
    chat: { connections: number; rooms: number; degraded_rooms: number; records_lost: number; hooks_disabled: number };
    mail: { sent: number; delayed: number; given_up: number };
    waiting: { mails: number; webhooks: number; checkout: { news: number; news_set_aside: number; payments: number } };
    storage: {
      enabled: boolean;
      used_bytes: number;
      quota_bytes: number;
      free_bytes: number;
      full: boolean;
      nearly_full: boolean;
      waiting: number;
      dropped: number;
    };
    accounts: number;
    sign_ins: number;
    most_viewers: number;
    most_connections: number;
  }
  interface ViewerStatistics {
    cname: string;
    connected: boolean;
    since_ms: number;
    rtt_ms: number | null;
    tracks: { kind: string; codec: string; rid: string | null; phase: "idle" | "waiting" | "replaying" | "paused" | "live"; loss_ratio: number }[];
  }
  interface StreamStatistics {
    publisher: { since_ms: number; rtt_ms: number | null; tracks: { codec: string; rid: string | null; bitrate_bps: number }[] } | null;
    viewers: ViewerStatistics[];
  }
  interface StreamKey {
    exists: boolean;
    created_ms: number | null;
    hint: string | null;
    whip_url: string;
  }
  interface AuditEntry {
    id: string;
    room_id: string;
    at_ms: number;
    actor: { person_id: string; name: string };
    action: import("../models/chat-lines.js").Deed;
    target: { person_id: string; name: string };
    message: string | null;
    reason: string;
    until_ms: number | null;
    undoes: string | null;
    reverse: object | null;
  }
  interface List<T> {
    items: T[];
  }
}
