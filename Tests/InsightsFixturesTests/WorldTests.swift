import InsightsQuery
import Testing

@testable import InsightsFixtures

/// What must be true of the committed rows of all datasets taken together.
@Suite("World")
struct WorldTests {
    let orders = CommittedFixtures.orders.rows
    let usage = CommittedFixtures.usage.rows
    let customers = CommittedFixtures.customers.rows

    @Test("Every month of the history has rows of every dataset that has months")
    func monthsAreFull() {
        let minimums: [(Sheet, String, Int)] = [
            (CommittedFixtures.orders, "OrderPurchaseDate", 45), (CommittedFixtures.usage, "UsageDate", 50),
            (CommittedFixtures.customers, "DateAcquired", 9), (CommittedFixtures.traffic, "Date", 40),
            (CommittedFixtures.tenants, "Month", 45), (CommittedFixtures.office, "Month", 40),
            (CommittedFixtures.dynamics, "Month", 15),
        ]
        for (sheet, column, minimum) in minimums {
            var counts: [CalendarMonth: Int] = [:]
            for row in sheet.rows { counts[CalendarMonth(of: row.day(column)), default: 0] += 1 }
            for month in CalendarMonth.history {
                #expect(counts[month, default: 0] >= minimum, "\(column) in \(month.firstDay)")
            }
            #expect(counts.keys.allSatisfy { $0 <= CalendarMonth.history.upperBound })
        }
    }

    @Test("Every day and instant lies in the first 28 days of its month")
    func daysShiftExactly() {
        for dataset in CommittedFixtures.store.catalogue.datasets {
            let fields = dataset.schema(.year2021).storedFields
            let sheet = Sheet("\(dataset.program)/\(dataset.name).csv")
            for (index, field) in fields.enumerated() where [.date, .month, .datetime].contains(field.type) {
                let days = sheet.rows.map { $0.cells[index] }.filter { !$0.isEmpty }.map { CivilDate($0.prefix(10)) }
                #expect(days.allSatisfy { ($0?.dayOfMonth ?? 99) <= 28 }, "\(dataset.name).\(field.name)")
            }
        }
    }

    @Test("Identifiers are unique where they name one thing")
    func identifiersAreUnique() {
        for (rows, column) in [
            (orders, "OrderId"), (orders, "AssetId"), (orders, "ReferenceId"), (usage, "UsageReference"),
            (customers, "CustomerId"), (customers, "ID"), (customers, "CustomerCompanyName"),
            (CommittedFixtures.profile.rows, "MpnId"),
        ] {
            #expect(Set(rows.map { $0[column] }).count == rows.count, "\(column)")
        }
    }

    @Test("Every order is one of a known customer, from the day it was won until the day it was lost")
    func ordersHaveCustomers() {
        let known = Dictionary(uniqueKeysWithValues: customers.map { ($0["CustomerId"], $0) })
        for order in orders {
            guard let customer = known[order["CustomerId"]] else {
                Issue.record("order \(order["OrderId"]) has no customer")
                continue
            }
            let purchased = order.day("OrderPurchaseDate")
            let acquired = customer.day("DateAcquired")
            #expect(purchased >= acquired)
            #expect(customer["DateLost"].isEmpty || purchased <= customer.day("DateLost"))
            #expect((order["IsNewCustomer"] == "Yes") == (purchased.startOfMonth == acquired.startOfMonth))
            #expect(order["CustomerCompanyName"] == customer["CustomerCompanyName"])
            #expect(order["CustomerCountry"] == customer["CustomerCountryRegion"])
            #expect(order.day("MonthStartDate") == purchased.startOfMonth)
        }
    }

    @Test("Every customer was won by its first order and is lost exactly if all its orders ended")
    func customersHaveOrders() {
        var ordersOf: [String: [Sheet.Row]] = [:]
        for order in orders { ordersOf[order["CustomerId"], default: []].append(order) }
        for customer in customers {
            let own = ordersOf[customer["CustomerId"], default: []]
            #expect(own.map { $0.day("OrderPurchaseDate") }.min() == customer.day("DateAcquired"))
            let isOver = own.allSatisfy { ["Cancelled", "Expired", "Abandoned"].contains($0["OrderStatus"]) }
            #expect((customer["IsActive"] == "0") == isOver)
            #expect(customer["DateLost"].isEmpty == !isOver)
        }
    }

    @Test("An order is cancelled after it was made, never long after the clock that shows it")
    func cancellations() {
        let anchor = CalendarMonth.anchor.firstDay
        for order in orders {
            #expect((order["OrderStatus"] == "Cancelled") == !order["OrderCancelDate"].isEmpty)
            guard !order["OrderCancelDate"].isEmpty else { continue }
            let cancelled = order.day("OrderCancelDate")
            let purchased = order.day("OrderPurchaseDate")
            #expect(cancelled >= purchased)
            #expect(cancelled < anchor || cancelled <= purchased.adding(days: 2))
        }
    }

    @Test("A trial ends months after the purchase, exists if the plan has one, and costs nothing")
    func trials() {
        for order in orders {
            #expect((order["HasTrial"] == "true") == !order["TrialEndDate"].isEmpty)
            if order["IsTrial"] == "true" {
                #expect(order.tenThousandths("BilledRevenue") == 0)
                #expect(order.day("TrialEndDate") >= CalendarMonth.anchor.firstDay)
            }
            if !order["TrialEndDate"].isEmpty {
                #expect(order.day("TrialEndDate") > order.day("OrderPurchaseDate"))
            }
        }
    }

    @Test("Usage belongs to an order of the same customer and plan, between its purchase and its end")
    func usageHasOrders() {
        let known = Dictionary(uniqueKeysWithValues: orders.map { ($0["ReferenceId"], $0) })
        for record in usage {
            guard let order = known[record["ReferenceId"]] else {
                Issue.record("usage \(record["UsageReference"]) has no order")
                continue
            }
            for column in ["MarketplaceSubscriptionId", "CustomerId", "OfferName", "OfferType", "PlanId"] {
                #expect(record[column] == order[column])
            }
            #expect(record["SKU"] == order["Sku"])
            #expect(record.day("UsageDate") >= order.day("OrderPurchaseDate"))
            #expect(order["OrderStatus"] != "Abandoned")
            if !order["OrderCancelDate"].isEmpty {
                #expect(record.day("UsageDate") < order.day("OrderCancelDate"))
            }
            if order["OrderStatus"] == "Expired" { #expect(record.day("UsageDate") < order.day("TermEndDate")) }
        }
    }

    @Test("Normalized usage is hours times cores, and charges are price times usage")
    func usageAddsUp() {
        for record in usage {
            let metered = record.tenThousandths("MeteredUsage")
            let raw = record.tenThousandths("RawUsage")
            #expect((metered == nil) == (raw != nil))
            if let raw { #expect(record.tenThousandths("NormalizedUsage") == raw * record.integer("CoreSize")) }
            guard let priced = metered ?? record.tenThousandths("NormalizedUsage") else { continue }
            for (price, charge) in [
                ("PriceCC", "EstimatedExtendedChargeCC"), ("EstimatedPricePC", "EstimatedExtendedChargePC"),
            ] {
                let product = (record.tenThousandths(price) ?? 0) * priced
                #expect(record.tenThousandths(charge) == (product + 5000) / 10_000)
            }
        }
    }

    @Test("Services have no Azure subscription, everything else has its customer's")
    func subscriptions() {
        let own = Dictionary(
            uniqueKeysWithValues: customers.map { ($0["CustomerId"], $0["MarketplaceSubscriptionId"]) })
        for row in orders + usage {
            let expected =
                row["OfferType"] == "SaaS" ? "00000000-0000-0000-0000-000000000000" : own[row["CustomerId"]]
            #expect(row["MarketplaceSubscriptionId"] == expected)
        }
    }

    @Test("Office and Dynamics rows are of a tenant of the same month, with the same seats and partner")
    func tenantsMatch() {
        func key(_ row: Sheet.Row, _ partner: String) -> String {
            [row["CustomerTenantId"], row["Month"], row[partner]].joined(separator: "/")
        }
        var seats: [String: Set<String>] = [:]
        for row in CommittedFixtures.tenants.rows {
            seats[key(row, "MpnId") + row["Product"], default: []].insert(row["AvailableSeats"])
        }
        for row in CommittedFixtures.office.rows {
            #expect(seats[key(row, "MPNId") + "Microsoft 365"]?.contains(row["PaidAvailableUnits"]) == true)
            #expect(row.integer("MonthlyActiveUsers") <= row.integer("PaidAvailableUnits"))
        }
        for row in CommittedFixtures.dynamics.rows {
            #expect(seats[key(row, "MPNId") + "Dynamics 365"]?.contains(row["AvailableSeats"]) == true)
            #expect(row.integer("ActiveSeats") <= row.integer("AssignedSeats"))
            #expect(
                row.integer("AssignedSeats") + row.integer("DeploymentOpportunity") == row.integer("AvailableSeats"))
            #expect(row.day("SubscriptionStartDate").startOfMonth <= row.day("Month"))
            #expect(row.day("SubscriptionEndDate") >= row.day("Month"))
        }
    }

    @Test("A subscription has one row for each month without gaps")
    func monthsHaveNoGaps() {
        var months: [String: [CalendarMonth]] = [:]
        for row in CommittedFixtures.dynamics.rows {
            months[row["SubscriptionId"], default: []].append(CalendarMonth(of: row.day("Month")))
        }
        for (subscription, months) in months {
            #expect(months == Array(months[0]...months[months.count - 1]), "\(subscription)")
        }
    }

    @Test("Every partner is in the profile, below one global account, and customers are those of the marketplace")
    func partnersAreKnown() {
        let profile = CommittedFixtures.profile.rows
        let known = Set(profile.map { $0["MpnId"] })
        let companies = Set(customers.map { $0["CommerceRootCustomer"] })
        #expect(Set(profile.map { $0["PGA_MPNId"] }).count == 1)
        #expect(profile.count { $0["HierarchyLevel"] == "Partner Global Account" } == 1)
        for (rows, column) in [
            (CommittedFixtures.tenants.rows, "MpnId"), (CommittedFixtures.tenants.rows, "PGAMpnId"),
            (CommittedFixtures.office.rows, "MPNId"), (CommittedFixtures.dynamics.rows, "MPNId"),
            (CommittedFixtures.dynamics.rows, "PGAMpnId"),
        ] {
            #expect(rows.allSatisfy { known.contains($0[column]) && companies.contains($0["CustomerName"]) })
        }
    }

    @Test("Rows marked as duplicates repeat a row of another location")
    func duplicatesRepeat() {
        let rows = CommittedFixtures.tenants.rows
        func key(_ row: Sheet.Row) -> String {
            ["CustomerTenantId", "Month", "SKU", "AvailableSeats", "BilledRevenueUSD"].map { row[$0] }
                .joined(separator: "/")
        }
        let originals = Set(rows.filter { $0["IsDuplicateRowForPGA"] == "0" }.map(key))
        let duplicates = rows.filter { $0["IsDuplicateRowForPGA"] == "1" }
        #expect(duplicates.count > 0)
        #expect(duplicates.allSatisfy { originals.contains(key($0)) })
    }
}
