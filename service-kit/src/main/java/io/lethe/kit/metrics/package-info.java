/** What every service measures about itself, and how its own meters are declared. */
package io.lethe.kit.metrics;
