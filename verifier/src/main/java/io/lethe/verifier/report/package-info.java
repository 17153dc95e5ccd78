/** Makes reports: of candidates, of roots at registration, and of models offline. */
package io.lethe.verifier.report;
