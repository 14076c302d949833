/// An ``Application`` whose handler is async.
public protocol AsyncApplication: ApplicationLifeCycle where Handler: AsyncRequestHandler {}
