/** What holds for each of the four services alike. */
package io.lethe.services;
