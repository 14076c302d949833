/// A program that takes part in the life of the server and of its workers.
///
/// ```swift
/// struct Shop: Application {
///   var catalogue = Catalogue()
///
///   mutating func beforeFork(_ options: NoOptions) throws { catalogue = try Catalogue(file: "catalogue.json") }
///   func afterFork(_ worker: Worker) throws -> ShopHandler {
///     ShopHandler(catalogue: catalogue, database: try Database(path: "shop.sqlite"))
///   }
/// }
///
/// try Prefork.serve(Shop())
/// ```
///
/// What ``ApplicationLifeCycle/beforeFork(_:)`` loads is in the parent's memory and shared by all workers for as long as nobody writes to
/// it (fork(2)). What must not be shared, such as the connection to a database, a worker opens for itself in
/// ``ApplicationLifeCycle/afterFork(_:)``.
public protocol Application: ApplicationLifeCycle where Handler: RequestHandler {}
