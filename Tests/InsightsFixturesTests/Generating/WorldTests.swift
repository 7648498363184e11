import InsightsAPI
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsFixtures

/// Invariants across the rows of all datasets.
@Suite("World")
struct WorldTests {
    @Test("Every month of the history has rows of every dataset with months", arguments: TestWorld.all)
    func monthsAreFull(_ world: TestWorld) {
        let minimums: [([Sheet.Row], String, Int)] = [
            (world.orders, "OrderPurchaseDate", 32), (world.usage, "UsageDate", 25),
            (world.customers, "DateAcquired", 9), (world.traffic, "Date", 30),
            (world.tenants, "Month", 30), (world.office, "Month", 30),
            (world.dynamics, "Month", 10),
        ]
        for (rows, column, minimum) in minimums {
            var counts: [CalendarMonth: Int] = [:]
            for row in rows { counts[CalendarMonth(of: row.day(column)), default: 0] += 1 }
            for month in CalendarMonth.history {
                #expect(counts[month, default: 0] >= minimum, "\(column) in \(month.firstDay)")
            }
            #expect(counts.keys.allSatisfy { $0 <= CalendarMonth.history.upperBound })
        }
    }

    @Test("Every day and instant lies in the first 28 days of its month", arguments: TestWorld.all)
    func daysShiftExactly(_ world: TestWorld) {
        for dataset in world.store.catalogue.datasets {
            let fields = dataset.schema(.year2021).storedFields
            let sheet = world.sheet(dataset.path)
            for (index, field) in fields.enumerated() where [.date, .month, .datetime].contains(field.type) {
                let days = sheet.rows.map { $0.cells[index] }.filter { !$0.isEmpty }.map { CivilDate($0.prefix(10)) }
                #expect(days.allSatisfy { ($0?.dayOfMonth ?? 99) <= 28 }, "\(dataset.name).\(field.name)")
            }
        }
    }

    @Test("Identifiers of one thing are unique", arguments: TestWorld.all)
    func identifiersAreUnique(_ world: TestWorld) {
        for (rows, column) in [
            (world.orders, "OrderId"), (world.orders, "AssetId"), (world.orders, "ReferenceId"),
            (world.usage, "UsageReference"),
            (world.customers, "CustomerId"), (world.customers, "ID"), (world.customers, "CustomerCompanyName"),
            (world.profile, "MpnId"),
        ] {
            #expect(Set(rows.map { $0[column] }).count == rows.count, "\(column)")
        }
    }

    @Test(
        "Every order belongs to a known customer, between its first and last day",
        arguments: TestWorld.all)
    func ordersHaveCustomers(_ world: TestWorld) {
        let known = Dictionary(uniqueKeysWithValues: world.customers.map { ($0["CustomerId"], $0) })
        for order in world.orders {
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

    @Test(
        "A customer begins with its first order and is lost exactly if all its orders ended",
        arguments: TestWorld.all)
    func customersHaveOrders(_ world: TestWorld) {
        var ordersOf: [String: [Sheet.Row]] = [:]
        for order in world.orders { ordersOf[order["CustomerId"], default: []].append(order) }
        for customer in world.customers {
            let own = ordersOf[customer["CustomerId"], default: []]
            #expect(own.map { $0.day("OrderPurchaseDate") }.min() == customer.day("DateAcquired"))
            let isOver = own.allSatisfy { ["Cancelled", "Expired", "Abandoned"].contains($0["OrderStatus"]) }
            #expect((customer["IsActive"] == "0") == isOver)
            #expect(customer["DateLost"].isEmpty == !isOver)
        }
    }

    @Test(
        "An order is cancelled after its purchase, and never long after the clock that shows it",
        arguments: TestWorld.all)
    func cancellations(_ world: TestWorld) {
        let anchor = CalendarMonth.anchor.firstDay
        for order in world.orders {
            #expect((order["OrderStatus"] == "Cancelled") == !order["OrderCancelDate"].isEmpty)
            guard !order["OrderCancelDate"].isEmpty else { continue }
            let cancelled = order.day("OrderCancelDate")
            let purchased = order.day("OrderPurchaseDate")
            #expect(cancelled >= purchased)
            #expect(cancelled < anchor || cancelled <= purchased.adding(days: 2))
        }
    }

    @Test(
        "A trial ends months after the purchase, exists if the plan has one, and costs nothing",
        arguments: TestWorld.all)
    func trials(_ world: TestWorld) {
        for order in world.orders {
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

    @Test(
        "Usage belongs to an order of the same customer and plan, between its purchase and its end",
        arguments: TestWorld.all)
    func usageHasOrders(_ world: TestWorld) {
        let known = Dictionary(uniqueKeysWithValues: world.orders.map { ($0["ReferenceId"], $0) })
        for record in world.usage {
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

    @Test("Normalized usage is hours times cores, and charges are price times usage", arguments: TestWorld.all)
    func usageAddsUp(_ world: TestWorld) {
        for record in world.usage {
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

    @Test("Services have no Azure subscription; all other products have their customer's", arguments: TestWorld.all)
    func subscriptions(_ world: TestWorld) {
        let own = Dictionary(
            uniqueKeysWithValues: world.customers.map { ($0["CustomerId"], $0["MarketplaceSubscriptionId"]) })
        for row in world.orders + world.usage {
            let expected =
                row["OfferType"] == "SaaS" ? "00000000-0000-0000-0000-000000000000" : own[row["CustomerId"]]
            #expect(row["MarketplaceSubscriptionId"] == expected)
        }
    }

    @Test(
        "Office and Dynamics rows have a tenant of the same month, with the same seats and partner",
        arguments: TestWorld.all)
    func tenantsMatch(_ world: TestWorld) {
        func key(_ row: Sheet.Row, _ partner: String) -> String {
            [row["CustomerTenantId"], row["Month"], row[partner]].joined(separator: "/")
        }
        var seats: [String: Set<String>] = [:]
        for row in world.tenants {
            seats[key(row, "MpnId") + row["Product"], default: []].insert(row["AvailableSeats"])
        }
        for row in world.office {
            #expect(seats[key(row, "MPNId") + "Microsoft 365"]?.contains(row["PaidAvailableUnits"]) == true)
            #expect(row.integer("MonthlyActiveUsers") <= row.integer("PaidAvailableUnits"))
        }
        for row in world.dynamics {
            #expect(seats[key(row, "MPNId") + "Dynamics 365"]?.contains(row["AvailableSeats"]) == true)
            #expect(row.integer("ActiveSeats") <= row.integer("AssignedSeats"))
            #expect(
                row.integer("AssignedSeats") + row.integer("DeploymentOpportunity") == row.integer("AvailableSeats"))
            #expect(row.day("SubscriptionStartDate").startOfMonth <= row.day("Month"))
            #expect(row.day("SubscriptionEndDate") >= row.day("Month"))
        }
    }

    @Test("A subscription has one row for each month without gaps", arguments: TestWorld.all)
    func monthsHaveNoGaps(_ world: TestWorld) {
        var months: [String: [CalendarMonth]] = [:]
        for row in world.dynamics {
            months[row["SubscriptionId"], default: []].append(CalendarMonth(of: row.day("Month")))
        }
        for (subscription, months) in months {
            #expect(months == Array(months[0]...months[months.count - 1]), "\(subscription)")
        }
    }

    @Test(
        "Every partner is in the profile, below one global account, and customers are those of the marketplace",
        arguments: TestWorld.all)
    func partnersAreKnown(_ world: TestWorld) {
        let profile = world.profile
        let known = Set(profile.map { $0["MpnId"] })
        let companies = Set(world.customers.map { $0["CommerceRootCustomer"] })
        #expect(Set(profile.map { $0["PGA_MPNId"] }).count == 1)
        #expect(profile.count { $0["HierarchyLevel"] == "Partner Global Account" } == 1)
        for (rows, column) in [
            (world.tenants, "MpnId"), (world.tenants, "PGAMpnId"),
            (world.office, "MPNId"), (world.dynamics, "MPNId"),
            (world.dynamics, "PGAMpnId"),
        ] {
            #expect(rows.allSatisfy { known.contains($0[column]) && companies.contains($0["CustomerName"]) })
        }
    }

    @Test("Rows marked as duplicates repeat a row of another location", arguments: TestWorld.all)
    func duplicatesRepeat(_ world: TestWorld) {
        let rows = world.tenants
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
