//! FOCUS 1.2, the `FinOps` Foundation's format of cost data: one row a day, app and class, and the plan's price.
//!
//! Credits are a virtual currency: amounts of them stand in the columns of the pricing currency. Money is the plan's price alone: one
//! purchase in each cycle, and the same amount once more as the cost that it has in effect, since no split between apps is published.
//! Without a plan whose price is known, columns of money are empty.

use super::csv::{guarded, name, records};
use super::format::{OutputFormat, ReportWriter};
use crate::base::Credits;
use crate::report::Report;
use crate::report::usage::{Fee, UsageLine, Window};

/// The name of this format.
pub(crate) const ID: &str = "focus";

const HEADER: [&str; 46] = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingAccountType",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceId",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "RegionId",
    "RegionName",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceId",
    "Tags",
    "x_Events",
    "x_Pool",
    "x_UnpricedEvents",
];

/// Who provides, publishes and bills.
const VENDOR: &str = "Base44";

/// A log names no account.
const ACCOUNT: &str = "workspace";

const CREDITS: &str = "Credits";
const MONEY: &str = "USD";

pub(super) struct Focus;

impl OutputFormat for Focus {
    fn id(&self) -> &'static str {
        ID
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["focus.csv"]
    }

    fn describes(&self) -> &'static str {
        "cost data by FOCUS 1.2: a row for each day, app and class"
    }

    fn report(&self) -> Option<ReportWriter> {
        Some(|report, _, _| focus(report))
    }
}

fn focus(report: &Report) -> String {
    let lines = report.usage.iter().flat_map(|usage| &usage.lines).map(used);
    let fees = report.usage.iter().flat_map(|usage| &usage.fees);
    records(&HEADER, lines.chain(fees.flat_map(|fee| [bought(fee), in_effect(fee)])))
}

/// What rows have in common.
#[derive(Default)]
struct Charge<'a> {
    category: &'static str,
    class: &'static str,
    frequency: &'static str,
    title: &'a str,
    /// Of the row, and of its billing cycle.
    periods: Option<[Window; 2]>,
    /// Billed, in effect, and at list price; `None` if unknown.
    money: [Option<Credits>; 3],
    price: Option<Credits>,
    /// The currency, the unit, the quantity, the price of one, and the cost in effect.
    pricing: (&'static str, &'static str, Credits, Credits, Credits),
    sku: [String; 2],
    app: String,
    is_use: bool,
    /// Events, the pool, and the events whose credits are unknown.
    ours: [String; 3],
}

fn used(line: &UsageLine) -> Vec<String> {
    let one = Credits::whole(1);
    let zero = Some(Credits::ZERO).filter(|_| line.is_paid);
    row(&Charge {
        category: "Usage",
        class: if line.credits.is_negative() { "Correction" } else { "" },
        frequency: "Usage-Based",
        title: &line.title,
        periods: Some([line.day, line.cycle]),
        money: [zero; 3],
        price: zero,
        pricing: (CREDITS, CREDITS, line.credits, one, line.credits),
        sku: [line.class.clone(), line.class.clone()],
        app: name(line.app.as_ref()),
        is_use: true,
        ours: [line.events.to_string(), line.pool.name().to_owned(), line.unpriced.to_string()],
    })
}

/// The plan's price as a purchase: what was bought is used in the cycle.
fn bought(fee: &Fee) -> Vec<String> {
    plan(fee, "Purchase", "Recurring", [fee.usd, Credits::ZERO, fee.usd])
}

/// The same price as the cost of the cycle.
fn in_effect(fee: &Fee) -> Vec<String> {
    plan(fee, "Usage", "Usage-Based", [Credits::ZERO, fee.usd, Credits::ZERO])
}

fn plan(
    fee: &Fee,
    category: &'static str,
    frequency: &'static str,
    money: [Credits; 3],
) -> Vec<String> {
    let one = Credits::whole(1);
    let title = format!("{} plan, published price of a month", fee.title);
    let id = format!("plan.{}", fee.id);
    row(&Charge {
        category,
        frequency,
        title: &title,
        periods: Some([fee.cycle; 2]),
        money: money.map(Some),
        price: Some(money[2]),
        pricing: (MONEY, "Months", one, money[2], money[1]),
        sku: [id.clone(), format!("{id}.month")],
        is_use: category == "Usage",
        ..Charge::default()
    })
}

fn row(charge: &Charge<'_>) -> Vec<String> {
    let text = |text: &str| text.to_owned();
    let when = |nth: usize, end: bool| {
        let window = charge.periods.map(|periods| periods[nth]);
        let at = window.map(|window| if end { window.end } else { window.start });
        at.map(crate::base::Instant::to_rfc3339).unwrap_or_default()
    };
    let [billed, effective, list] =
        charge.money.map(|money| money.map(decimal).unwrap_or_default());
    let price = charge.price.map(decimal).unwrap_or_default();
    let (currency, unit, quantity, own_price, own_cost) = charge.pricing;
    let (quantity, own_price) = (decimal(quantity), decimal(own_price));
    let title = guarded(charge.title);
    let consumed = |cell: &str| if charge.is_use { text(cell) } else { String::new() };
    let of_app = |cell: &str| if charge.app.is_empty() { String::new() } else { text(cell) };
    let [sku, sku_price] = charge.sku.each_ref().map(|id| guarded(id));
    let [events, pool, unpriced] = charge.ours.clone();
    let cells: [String; HEADER.len()] = [
        billed,
        text(ACCOUNT),
        text(ACCOUNT),
        text("Workspace"),
        text(MONEY),
        when(1, true),
        when(1, false),
        text(charge.category),
        text(charge.class),
        title.clone(),
        text(charge.frequency),
        when(0, true),
        when(0, false),
        consumed(&quantity),
        consumed(unit),
        list.clone(),
        price.clone(),
        effective,
        String::new(),
        text(VENDOR),
        list,
        price,
        text("Standard"),
        text(currency),
        own_price.clone(),
        decimal(own_cost),
        own_price,
        quantity,
        text(unit),
        text(VENDOR),
        text(VENDOR),
        String::new(),
        String::new(),
        charge.app.clone(),
        charge.app.clone(),
        of_app("App"),
        text("Developer Tools"),
        text(VENDOR),
        text("Developer Platforms"),
        sku,
        title,
        sku_price,
        String::new(),
        events,
        pool,
        unpriced,
    ];
    cells.into()
}

/// An amount with a decimal point, by which importers know that the column is none of whole numbers.
fn decimal(credits: Credits) -> String {
    let text = credits.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}
