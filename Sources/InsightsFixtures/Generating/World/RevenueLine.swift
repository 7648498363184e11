import InsightsTime

/// An invoice line for an order: a month's usage, or a term of its seats.
///
/// Invoices are issued on the first day of a month for the month before.
struct RevenueLine {
    /// The billing model, spelled as in the rows.
    enum Model: String {
        case usage = "UsageBased"
        case subscription = "SubscriptionBased"
    }

    let order: Order
    let model: Model
    /// The month of the invoice.
    let month: CalendarMonth
    /// The number of the line among those of its order, from 1.
    let number: Int
    let termStart: CivilDate
    let termEnd: CivilDate
    /// The number of seats, or the quantity used.
    let quantity: Amount
    /// The amount billed in US dollars, the publisher's currency.
    let amountUSD: Amount
    /// The amount billed in the customer's currency.
    let amountCC: Amount
    let payout: Payout

    /// The publisher's share in percent.
    static let publisherPercent = 97

    /// Returns the publisher's share of an amount.
    static func earning(_ amount: Amount) -> Amount { amount.reduced(byPercent: 100 - publisherPercent) }
}

/// The payout state of the publisher's share of a line.
struct Payout {
    /// The status, spelled as in the rows.
    let status: String
    /// The day the publisher was paid; nil if not paid.
    let sent: CivilDate?
    let expected: CalendarMonth

    private static let rare = ["Rejected", "Not eligible", "Reprocessed", "Unreconciled", "Uncollected"]

    /// Generates the payout state of an invoice of a month, as of the anchor month.
    ///
    /// A third of later invoices is paid within days, so an advanced clock shows paid ones too.
    init(of month: CalendarMonth, _ random: inout SeededGenerator) {
        let age = month.distance(to: CalendarMonth.anchor)
        let ticket = random.number(in: 1...100)
        let day = random.number(in: 2...5)
        if ticket <= 6 {
            status = Self.rare[ticket % Self.rare.count]
            sent = nil
            expected = month.advanced(by: 2)
        } else if age >= 2 {
            status = "Sent"
            sent = month.advanced(by: 1).day(day + 10)
            expected = month.advanced(by: 1)
        } else {
            status = ticket <= 40 ? "Sent" : ticket <= 70 ? "Unprocessed" : "Upcoming"
            sent = ticket <= 40 ? month.day(day) : nil
            expected = month.advanced(by: ticket <= 40 ? 0 : 1)
        }
    }
}

extension RevenueLine {
    /// Generates the lines of all orders, invoice by invoice.
    static func generate(_ block: BlockSeed, orders: [Order], usage: [UsageRecord]) -> [RevenueLine] {
        var random = block.random("revenue")
        let usageOf = Dictionary(grouping: usage) { ObjectIdentifier($0.order) }
        var lines: [RevenueLine] = []
        for order in orders {
            let drafts = used(order, usageOf[ObjectIdentifier(order)] ?? []) + terms(order)
            let ofOrder = drafts.enumerated()
                .sorted { ($0.element.month, $0.offset) < ($1.element.month, $1.offset) }.map(\.element)
            for (index, draft) in ofOrder.enumerated() where CalendarMonth.history.contains(draft.month) {
                lines.append(draft.line(order, number: index + 1, &random))
            }
        }
        return lines.enumerated()
            .sorted { ($0.element.month, $0.offset) < ($1.element.month, $1.offset) }.map(\.element)
    }

    /// Returns the usage of an order, month by month; free usage is not billed.
    private static func used(_ order: Order, _ records: [UsageRecord]) -> [Draft] {
        var drafts: [Draft] = []
        for record in records where order.plan.unitPrice > .zero {
            let month = CalendarMonth(of: record.day)
            if drafts.last?.termStart != month.firstDay {
                drafts.append(
                    Draft(
                        model: .usage, month: month.advanced(by: 1), termStart: month.firstDay,
                        termEnd: month.advanced(by: 1).firstDay))
            }
            drafts[drafts.count - 1].add(record)
        }
        return drafts
    }

    /// Returns the terms of an order's seats from its purchase until its end; none during a free trial.
    private static func terms(_ order: Order) -> [Draft] {
        guard order.billedRevenue > .zero, order.status != .abandoned else { return [] }
        var drafts: [Draft] = []
        var start = order.purchased
        let end = order.ended ?? CalendarMonth.history.upperBound.firstDay
        while start < end {
            let next = start.adding(months: order.plan.termMonths)
            drafts.append(
                Draft(
                    model: .subscription, month: CalendarMonth(of: start).advanced(by: 1), termStart: start,
                    termEnd: next, quantity: Amount(order.quantity), amountUSD: order.billedRevenueUSD,
                    amountCC: order.billedRevenue))
            start = next
        }
        return drafts
    }
}

/// A line without a number.
private struct Draft {
    let model: RevenueLine.Model
    let month: CalendarMonth
    let termStart: CivilDate
    let termEnd: CivilDate
    var quantity = Amount.zero
    var amountUSD = Amount.zero
    var amountCC = Amount.zero

    mutating func add(_ record: UsageRecord) {
        quantity = quantity + record.pricedQuantity
        amountUSD = amountUSD + record.chargePC
        amountCC = amountCC + record.chargeCC
    }

    func line(_ order: Order, number: Int, _ random: inout SeededGenerator) -> RevenueLine {
        RevenueLine(
            order: order, model: model, month: month, number: number, termStart: termStart, termEnd: termEnd,
            quantity: quantity, amountUSD: amountUSD, amountCC: amountCC, payout: Payout(of: month, &random))
    }
}
