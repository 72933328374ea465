//! [`Guard`]: the settings at work, for every request.

use super::base_path;
use super::client::ClientInfo;
use super::cors::RequestOrigin;
use super::denied::Denied;
use super::lock::Identity;
use super::rate_limit::RateLimit;
use super::routes::Routes;
use super::settings::Settings;
use axum::extract::Request;
use axum::response::Response;

/// The settings at work.
pub(crate) struct Guard {
    settings: Settings,
    routes: Routes,
    rate_limit: Option<RateLimit>,
}

/// Where a request comes from, and under which prefix.
pub(crate) struct RequestContext {
    pub(crate) client: ClientInfo,
    pub(crate) base_path: String,
    pub(crate) origin: RequestOrigin,
}

impl Guard {
    pub(crate) fn new(settings: Settings, routes: Routes) -> Self {
        let rate_limit = settings.rate.map(|rate| RateLimit::new(rate.per_second, rate.burst));
        Self { settings, routes, rate_limit }
    }

    /// Finds out where a request comes from, and takes prefixes and aliases off its address.
    pub(crate) fn receive(&self, request: &mut Request) -> RequestContext {
        let Settings { origins, proxies, base_path, aliases, .. } = &self.settings;
        let client = ClientInfo::of(request, proxies);
        let base_path = base_path::resolve(request, base_path, client.prefix.as_deref());
        aliases.rewrite(request);
        let origin = origins.classify(request, &client);
        RequestContext { client, base_path, origin }
    }

    /// Whether a client may ask for this, under this host name, from there, now. The preflight request of a browser is
    /// answered here.
    ///
    /// # Errors
    /// Why it may not.
    pub(crate) fn admit(
        &self,
        request: &mut Request,
        client: ClientInfo,
        origin: &RequestOrigin,
    ) -> Result<Option<Response>, Denied> {
        origin.strip_cookies(request);
        let path = request.uri().path();
        if !self.routes.is_probe(path) {
            self.settings.hosts.check(request)?;
        }
        if let Some(response) = origin.preflight(request, &self.routes) {
            return Ok(Some(response));
        }
        origin.check(request)?;
        if let Some(limit) = self.rate_limit.as_ref().filter(|_| !self.routes.is_open(path)) {
            let too_many =
                |wait| Denied::too_many("This is more often than this server answers one visitor", wait);
            limit.check(client.network()).map_err(too_many)?;
        }
        if let Some(lock) = &self.settings.lock {
            let identity = lock.identify(request, &client)?;
            if identity == Identity::Anonymous && lock.is_locked(path, &self.routes) {
                return Err(lock.denied(request.headers()));
            }
            request.extensions_mut().insert(identity);
            request.extensions_mut().insert(lock.clone());
        }
        request.extensions_mut().insert(client);
        Ok(None)
    }

    /// Says in a response which page of another site may read it.
    pub(crate) fn set_cors_headers(&self, origin: &RequestOrigin, response: &mut Response) {
        origin.set_headers(response.headers_mut(), &self.routes);
    }
}
